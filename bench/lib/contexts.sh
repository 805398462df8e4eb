# Contexts: trees of files of random bytes, a hundred to a directory.

# make_files CONTEXT FROM TO SMALLEST SPREAD [NOISE]: files number FROM to TO - 1, of SMALLEST to SMALLEST + SPREAD bytes. One of
# NOISE is random bytes (default 1: all), the others are text.
make_files() {
  mkdir -p "$work/$1"
  awk -v top="$work/$1" -v from="$2" -v to="$3" -v smallest="$4" -v spread="$5" -v noise="${6:-1}" 'BEGIN {
    srand(from + 42)
    for (i = from; i < to; i++) {
      directory = sprintf("%s/%02d/%03d", top, int(i / 10000), int(i / 100) % 100)
      if (i % 100 == 0 || i == from) print "d " directory
      printf "%s %s/file%06d.dat %d\n", i % noise ? "t" : "f", directory, i, smallest + int(rand() * spread)
    }
  }' >"$work/plan"
  "$java" "$bench/MakeFiles.java" "$work/plan" "$2"
}

# The largest context, which only ever grows.
grown=0
grow_many() {
  [ "$grown" -ge "$1" ] || make_files many "$grown" "$1" 512 1536
  grown=$1
  printf 'FROM %s\nRUN echo step >/step\nCOPY . /app\n' "$base" >"$work/many/Dockerfile"
  sync
}

# The path in a context of so many files of one in the middle.
middle() {
  local i=$(($1 / 2))
  printf '%02d/%03d/file%06d.dat' $((i / 10000)) $((i / 100 % 100)) "$i"
}

# change CONTEXT FILES TEXT: one line more in one file.
change() { echo "line $3" >>"$work/$1/$(middle "$2")"; }

# 50000 as 50,000
grouped() { sed ':a; s/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/; ta' <<<"$1"; }
