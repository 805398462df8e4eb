# Eight stages that do not need each other, each busy for about a second, joined at the end.

case_stages() {
  local i loops
  loops=$(loops_in "$burn")
  mkdir -p "$work/stages"
  for ((i = 0; i < rounds; i++)); do
    stages "$i" "$loops" >"$work/stages/Dockerfile"
    compare "8 independent stages, $(awk -v ms="$burn" 'BEGIN { print ms / 1000 }') s of processor time each" 1.0 "$i" \
      build_whole stages "$work/stages"
  done
}

stages() {
  local n
  for n in 1 2 3 4 5 6 7 8; do
    printf 'FROM %s AS stage%s\nRUN i=0; while [ $i -lt %s ]; do i=$((i + 1)); done; echo %s %s %s >/out\n' \
      "$base" "$n" "$2" "${work##*.}" "$1" "$n"
  done
  printf 'FROM %s\n' "$base"
  for n in 1 2 3 4 5 6 7 8; do
    printf 'COPY --from=stage%s /out /out%s\n' "$n" "$n"
  done
}

# How often busybox's shell counts up in so many milliseconds on this machine: the work is the same for every tool.
loops_in() {
  clock busybox sh -c 'i=0; while [ $i -lt 500000 ]; do i=$((i + 1)); done'
  awk -v took="$took" -v ms="$1" 'BEGIN { printf "%d", 500000 * ms / 1000 / took }'
}
