# Completion of twinlab for bash: what can be typed is asked of the programs
# themselves. Installed, bash loads it by itself; in the build tree:
#
#     source packaging/twinlab.bash

# The labs, in the folders where grade looks for them.
_twinlab_labs() { # twinlab's path
    local folder rubric

    folder=$(cd "$(dirname "$(type -P "$1")")" 2>/dev/null && pwd)
    for rubric in "${TWINLAB_LABS:-$folder/../share/twinlab/labs}"/*/rubric \
        "$folder"/../labs/*/rubric; do
        [ -f "$rubric" ] && basename "$(dirname "$rubric")"
    done
}

_twinlab() {
    local program=${COMP_WORDS[0]} current=${COMP_WORDS[COMP_CWORD]}
    local before=${COMP_WORDS[COMP_CWORD - 1]} words=() choices='' count option
    local scenarios models

    scenarios=$("$program" list 2>/dev/null | sed 's/ .*//')
    models=$("$program" list 2>/dev/null | sed 's/^[^ ]*//' | tr ' ' '\n' |
        sed '/^$/d' | sort -u)
    case ${COMP_WORDS[1]} in # the words that choose the program
    proc | thread | coro) count=2 ;;
    *) count=1 ;;
    esac
    [ "$current" = = ] && { before='='; current=''; }
    if [ "$COMP_CWORD" -eq 1 ]; then
        choices="$scenarios $models --help --version $("$program" --help \
            2>/dev/null | sed -n 's/^  twinlab \([a-z][a-z]*\) .*/\1/p')"
    elif [ "$COMP_CWORD" -le "$count" ]; then
        choices=$scenarios
    else
        words=("${COMP_WORDS[@]:1:count}")
        option=$before
        [ "$before" = = ] && option=${COMP_WORDS[COMP_CWORD - 1]}
        [ "$option" = = ] && option=${COMP_WORDS[COMP_CWORD - 2]}
        choices=$("$program" "${words[@]}" --options 2>/dev/null |
            awk -F '\t' -v option="$option" -v value="$before" '
                $1 == option && $2 != "" { chosen = 1; print $4 }
                { all = all " " $1 }
                END { if (!chosen && value != "=") print all, "--help --version" }')
        [ "${COMP_WORDS[1]} $option" = 'grade --lab' ] &&
            choices=$(_twinlab_labs "$program")
        [ "${COMP_WORDS[1]}" = step ] && [ "${before#-}" = "$before" ] &&
            choices="$choices $scenarios"
        [ "${COMP_WORDS[1]}" = timing ] && [ "${before#-}" = "$before" ] &&
            [ "$before" != = ] &&
            choices="$choices create switch claims scale compare"
    fi
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
}

complete -o default -F _twinlab twinlab
