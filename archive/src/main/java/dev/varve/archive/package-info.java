/**
 * Values every other package of this module speaks of: byte-exact paths, layer entries and the
 * layer index. Nothing here reads a tar or a tree; that is what the sub-packages do.
 */
@NullMarked
package dev.varve.archive;

import org.jspecify.annotations.NullMarked;
