/**
 * The build context: the tree of files that COPY and ADD read.
 *
 * <p>It is scanned where it lies and never copied. A scan stats every file and reads none; what a
 * COPY asks for is read once and remembered by a stat index, so that a rebuild reads only what
 * changed.
 */
@NullMarked
package dev.varve.build.context;

import org.jspecify.annotations.NullMarked;
