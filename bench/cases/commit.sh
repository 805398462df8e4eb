# What it costs to make a layer of what a RUN wrote. The command's last act is to print the time since boot, which is the same
# clock in every container; all that the tool does from then until it ends is counted: what writing the files cost is not,
# nor how soon the tool started the command. The content is new in every round.

case_commit() {
  local i
  mkdir -p "$work/commit"
  for ((i = 0; i < rounds; i++)); do
    large_files "$i" >"$work/commit/Dockerfile"
    compare "\`RUN\` that writes $(grouped "$megabytes") MB in 20 files, after the command" 0.5 "$i" \
      build_after_command commit "$work/commit"
  done
  overlap
  for ((i = 0; i < rounds; i++)); do
    small_files "$i" >"$work/commit/Dockerfile"
    compare "\`RUN\` that writes $(grouped "$small_files") small files, after the command" 0.5 "$i" \
      build_after_command commit "$work/commit"
  done
}

# Two steps: what is counted is the time from the end of the first command to the end of the tool, the second one in it.
overlap() {
  local i
  mkdir -p "$work/overlap"
  for ((i = 0; i < rounds; i++)); do
    { large_files "o$i"; echo 'RUN test -s /file20'; } >"$work/overlap/Dockerfile"
    compare "the same, with a short \`RUN\` behind it" 0.5 "$i" build_after_command overlap "$work/overlap"
  done
}

ended='read up rest </proc/uptime; echo "ended at $up"'

large_files() {
  cat <<DOCKERFILE
FROM $base
RUN : ${work##*.} $1; for n in \$(seq 20); do dd if=/dev/urandom of=/file\$n bs=1M count=$((megabytes / 20)) 2>/dev/null; done; $ended
DOCKERFILE
}

# With the shell's own commands: starting a process for each file would take a minute.
small_files() {
  cat <<DOCKERFILE
FROM $base
RUN : ${work##*.} $1; text=\$(dd if=/dev/urandom bs=750 count=1 2>/dev/null | base64); \\
  d=0; while [ \$d -lt $((small_files / 100)) ]; do mkdir -p /data/\$d; f=0; \\
  while [ \$f -lt 100 ]; do echo "\$d \$f \$text" >/data/\$d/\$f; f=\$((f + 1)); done; d=\$((d + 1)); done; $ended
DOCKERFILE
}
