_earmark() {
    local IFS=$'\n'
    COMPREPLY=($(earmark completion bash --line "${COMP_LINE:0:COMP_POINT}" --breaks "$COMP_WORDBREAKS" 2>/dev/null))
}
complete -o default -F _earmark earmark
