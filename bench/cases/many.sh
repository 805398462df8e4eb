# The largest context: unchanged, one line changed, and what memory Varve needs when it is new.

case_many() {
  local i size n=$rounds_many free
  size="$(grouped "$many") files"
  grow_many "$many"
  for ((i = 0; i < rounds_many; i++)); do
    new_store
    sync
    peak_memory varve_build many "$work/many" || fail "varve failed: $(tail -n 5 "$work/log")"
    record "$size, cold: peak memory" '512 MiB' MiB "$i" varve "$took"
    say "$size, cold, round $((i + 1)): varve had $took MiB"
  done
  # Docker keeps the context once more, and a layer for the first build and for each round.
  if is_peer docker; then
    read -r _ _ free < <(docker_disk) || true
    n=$(((free - 10000) / (many + many / 50) - 2))
    [ "$n" -lt "$rounds_many" ] || n=$rounds_many
    if [ "$n" -lt 1 ]; then
      local peers=("${tools[@]}") tools=(varve)
      [[ " ${peers[*]} " != *' buildah '* ]] || tools+=(buildah)
      n=$rounds_many
      note "docker's disk has $(grouped "$free") inodes left, too few for $size: give it more, or --prune"
    elif [ "$n" -lt "$rounds_many" ]; then
      note "$size: $n rounds, for docker's disk has $(grouped "$free") inodes left"
    fi
  fi
  warm many "$work/many"
  for ((i = 0; i < n; i++)); do
    compare "$size, nothing changed" 0.20 "$i" build_whole many "$work/many"
  done
  for ((i = 0; i < n; i++)); do
    change many "$many" "of ${work##*.} $i"
    compare "$size, one line of one file changed" 0.05 "$i" build_whole many "$work/many"
  done
}
