# A small context of which nothing has changed: what each call costs at least.

case_tiny() {
  local i
  mkdir -p "$work/tiny"
  echo text >"$work/tiny/file"
  printf 'FROM %s\nRUN echo step >/step\nCOPY file /file\n' "$base" >"$work/tiny/Dockerfile"
  warm tiny "$work/tiny"
  for ((i = 0; i < 2 * rounds; i++)); do
    compare 'tiny context, nothing changed' 0.6 "$i" build_whole tiny "$work/tiny"
  done
}
