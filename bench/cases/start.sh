# A container from start to exit. buildah is no part: it keeps working containers, and has no such command.

case_start() {
  local i name peers=("${tools[@]}") tools=(varve)
  [[ " ${peers[*]} " != *' docker '* ]] || tools+=(docker)
  for name in runc builtin; do
    isolation=$name
    if [ "$name" = runc ] && ! command -v runc >/dev/null; then
      note 'runc is not installed: Varve was started with the built-in isolation only'
      continue
    fi
    varve_run
    for ((i = 0; i < 2 * rounds; i++)); do
      compare "container from start to exit, Varve with ${name/builtin/the built-in isolation}" 0.5 "$i" start_container
    done
  done
}
