# What the reader of a result has to know of the machine, as Markdown.

facts() {
  echo
  echo "Medians of the rounds, and in brackets the lowest and the highest; a ratio is the median of the ratios of the rounds."
  echo
  echo "* Machine: $(nproc) cores ($(processor)), $(awk '/MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)," \
    "Linux $(uname -r); load $load at the start."
  echo "* Varve $(git -C "$project" describe --always --dirty 2>/dev/null || echo 'of unknown commit'), JDK $(jdk)," \
    "RUN under $(varve_isolation). Contexts and stores: $place."
  ! is_peer docker || echo "* Docker $(docker version -f '{{.Server.Version}}'), $(docker info -f '{{.Driver}}'). $(docker_place)"
  ! is_peer buildah || echo "* $(buildah --version | cut -d '(' -f 1 | sed 's/ *$//'): its store lies beside Varve's."
  sed 's/^/* /' "$work/notes"
}

processor() { sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1 | tr -s ' '; }

jdk() { "$java" -version 2>&1 | sed -n '1s/[^"]*"\([^"]*\)".*/\1/p'; }

varve_isolation() { varve doctor | sed -n 's/.*auto chooses //p'; }

docker_place() {
  if docker_shares; then
    echo 'Its data lies on the same file system.'
  else
    echo "Its data lies on another file system ($(docker info -f '{{range .DriverStatus}}{{range .}}{{.}} {{end}}{{end}}' |
      sed -n 's/.*Backing Filesystem \([^ ]*\).*/\1/p')): the ratios compare disks, too."
  fi
}
