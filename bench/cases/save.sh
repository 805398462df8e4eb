# An image with a layer of many files as an archive with gzip, for the first time and again after a change. A third of the files is
# noise, as in jars and pictures; the others are text. Docker writes no compressed archive: gzip has to do that behind it.

case_save() {
  local i size
  size="$(grouped "$files") files, two thirds text"
  make_files save 0 "$files" 2048 12288 3
  printf 'FROM %s\nCOPY . /app\n' "$base" >"$work/save/Dockerfile"
  warm save "$work/save"
  for ((i = 0; i < rounds; i++)); do
    forget_compressed
    compare "$size: \`save\` with gzip, for the first time" 0.5 "$i" save_compressed save
  done
  for ((i = 0; i < rounds; i++)); do
    change save "$files" "saved $i"
    warm save "$work/save"
    compare "$size: \`save\` with gzip after one line changed" 0.1 "$i" save_compressed save
  done
}

# Renamed, not deleted: that would be measured along.
forget_compressed() { [ ! -d "$store/compressed" ] || mv "$store/compressed" "$work/compressed-$((++forgotten))"; }
forgotten=0

save_compressed() {
  rm -f "$work/saved"
  clock "${1}_save" "$2"
}
