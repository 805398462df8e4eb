# A context of many files: cold, unchanged, one line changed, and that with a RUN behind the COPY.

case_files() {
  local i last=$((rounds - 1)) size
  size="$(grouped "$files") files"
  make_cold_contexts
  # Each cold build has a context, a RUN and for Varve a store that were never seen before. Emptying Docker's cache
  # instead would have it delete, and the journal write, while the next build is measured.
  for ((i = 0; i < rounds; i++)); do
    new_store
    compare "$size, cold: \`RUN\`, then \`COPY . /app\`" 0.12 "$i" build_whole "files-$i" "$work/files-$i"
  done
  warm files "$work/files-$last"
  for ((i = 0; i < rounds; i++)); do
    compare "$size, nothing changed" 0.20 "$i" build_whole files "$work/files-$last"
  done
  for ((i = 0; i < rounds; i++)); do
    change "files-$last" "$files" "$i"
    compare "$size, one line of one file changed" 0.05 "$i" build_whole files "$work/files-$last"
  done
  warm after "$work/files-$last" -f "$work/files-$last/Dockerfile.after"
  for ((i = 0; i < rounds; i++)); do
    change "files-$last" "$files" "after $i"
    compare 'the same, with a `RUN` behind the `COPY`' 0.08 "$i" \
      build_whole after "$work/files-$last" -f "$work/files-$last/Dockerfile.after"
  done
}

make_cold_contexts() {
  local i
  say "making $rounds contexts of $files files"
  make_files files-0 0 "$files" 1024 10240
  printf 'FROM %s\nCOPY . /app\nRUN cat /app/%s | wc -c >/count\n' "$base" "$(middle "$files")" >"$work/files-0/Dockerfile.after"
  for ((i = 0; i < rounds; i++)); do
    [ "$i" = 0 ] || cp -a "$work/files-0" "$work/files-$i"
    change "files-$i" "$files" "of ${work##*.} $i"
    printf 'FROM %s\nRUN echo step %s >/step\nCOPY . /app\n' "$base" "${work##*.} $i" >"$work/files-$i/Dockerfile"
  done
  sync
}
