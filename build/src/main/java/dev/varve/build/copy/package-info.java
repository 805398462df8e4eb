/**
 * COPY and ADD as functions over data: which entries of a source tree land where in a root view.
 * Nothing is mounted or unpacked; files are read only to hash and to store them.
 */
@NullMarked
package dev.varve.build.copy;

import org.jspecify.annotations.NullMarked;
