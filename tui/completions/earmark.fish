function __earmark_complete
    set -l found (earmark completion fish --line (commandline -cp) 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c earmark -f -a '(__earmark_complete)'
