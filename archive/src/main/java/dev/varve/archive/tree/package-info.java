/** Layers as directories: an overlay's upper directory read, an overlay's lower directory made. */
@NullMarked
package dev.varve.archive.tree;

import org.jspecify.annotations.NullMarked;
