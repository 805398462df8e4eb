/** Lists of files that a step saw, kept to tell later which of them changed. */
@NullMarked
package dev.varve.store.files;

import org.jspecify.annotations.NullMarked;
