#compdef earmark
_earmark() {
    local -a found
    found=(${(f)"$(earmark completion zsh --line "${(j: :)words[1,CURRENT]}" 2>/dev/null)"})
    if (( $#found )); then _describe -V earmark found; else _files; fi
}
if [[ $funcstack[1] == _earmark ]]; then _earmark "$@"; else compdef _earmark earmark; fi
