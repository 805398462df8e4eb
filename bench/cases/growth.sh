# How Varve's time grows with the context: 1 to 100 % of the largest. The floor is find, which lists and stats every file.

case_growth() {
  local i percent size
  new_store
  for percent in 1 2 4 10 20 40 100; do
    size=$((many * percent / 100))
    grow_many "$size"
    for i in 1 2; do
      build_whole varve many "$work/many" || fail "varve failed: $(tail -n 5 "$work/log")"
    done
    for ((i = 0; i < rounds; i++)); do
      measure_growth find stats_all "$size" "$i"
      measure_growth 'nothing changed' varve_build_many "$size" "$i"
      change many "$size" "$i of $size"
      measure_growth 'one line changed' varve_build_many "$size" "$i"
    done
  done
}

stats_all() { find "$work/many" -size +1G; }
varve_build_many() { varve_build many "$work/many"; }

# measure_growth SERIES ACTION SIZE ROUND
measure_growth() {
  sync
  clock "$2" || fail "$1 failed: $(tail -n 5 "$work/log")"
  printf '%s\t%s\t%s\t%s\n' "$1" "$3" "$4" "$took" >>"$out/growth.tsv"
  say "$(grouped "$3") files, round $(($4 + 1)): $1 $took s"
}
