/** Patterns over paths: ignore files, {@code --exclude}, and wildcards in the sources of COPY. */
@NullMarked
package dev.varve.dockerfile.pattern;

import org.jspecify.annotations.NullMarked;
