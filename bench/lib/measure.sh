# Measures, and writes each value down: row, target, unit, round, tool, value, separated by tabs.

took=''
declare -A unable=()

# Runs a command; its seconds are in $took, what it prints in $work/log.
clock() {
  local begin end status=0
  begin=${EPOCHREALTIME/./}
  "$@" >"$work/log" 2>&1 || status=$?
  end=${EPOCHREALTIME/./}
  printf -v took '%d.%06d' $(((end - begin) / 1000000)) $(((end - begin) % 1000000))
  return "$status"
}

record() { printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$out/times.tsv"; }

# compare ROW TARGET ROUND ACTION [ARGUMENT...]: one round. For each tool, ACTION TOOL ARGUMENT... does the work and sets
# $took. A peer that fails is left out of the row.
compare() {
  local row=$1 target=$2 number=$3 action=$4 i tool
  shift 4
  for ((i = 0; i < ${#tools[@]}; i++)); do
    tool=${tools[(i + number) % ${#tools[@]}]}
    [ -z "${unable["$row/$tool"]:-}" ] || continue
    rm -f "$work/iid"
    sync
    if "$action" "$tool" "$@"; then
      record "$row" "$target" s "$number" "$tool" "$took"
      say "$row, round $((number + 1)): $tool $took s"
    elif [ "$tool" = varve ]; then
      fail "varve failed at $row: $(tail -n 5 "$work/log")"
    else
      unable["$row/$tool"]=yes
      note "$tool could not do '$row': $(tail -n 1 "$work/log" | cut -c 1-200)"
    fi
    keep_image
  done
}

# Each tool does it once, unmeasured, so that no round is the first.
warm() {
  local tool
  for tool in "${tools[@]}"; do
    rm -f "$work/iid"
    build_whole "$tool" "$@" || [ "$tool" != varve ] || fail "varve failed: $(tail -n 5 "$work/log")"
    keep_image
  done
}

keep_image() { [ ! -s "$work/iid" ] || printf '%s\n' "$(<"$work/iid")" >>"$work/images"; }

# From the start of the tool to its end.
build_whole() { clock "${1}_build" "${@:2}"; }

# From the moment at which the RUN prints «ended at <seconds since boot>» to the end of the tool.
build_after_command() {
  local ended now
  progress=plain clock "${1}_build" "${@:2}" || return 1
  read -r now _ </proc/uptime
  ended=$(sed -n 's/.*ended at \([0-9][0-9.]*\)$/\1/p' "$work/log" | tail -n 1)
  [ -n "$ended" ] || return 1
  took=$(awk -v now="$now" -v ended="$ended" 'BEGIN { printf "%.2f", now - ended }')
}

start_container() { clock "${1}_run"; }

# Runs a command and leaves in $took how many MiB it and its children had in memory, each counted at its own highest.
peak_memory() {
  local pid sum most=0 word value
  "$@" >"$work/log" 2>&1 &
  local first=$!
  while [ -d "/proc/$first" ]; do
    sum=0
    for pid in $(descendants "$first"); do
      while read -r word value _; do
        [ "$word" != VmHWM: ] || sum=$((sum + value))
      done 2>/dev/null <"/proc/$pid/status" || true
    done
    [ "$sum" -le "$most" ] || most=$sum
    sleep 0.05
  done
  took=$((most / 1024))
  wait "$first"
}

descendants() {
  local child
  for child in $(cat "/proc/$1/task"/*/children 2>/dev/null); do
    echo "$child"
    descendants "$child"
  done
}
