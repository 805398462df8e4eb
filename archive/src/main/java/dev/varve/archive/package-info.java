@NullMarked
package dev.varve.archive;

import org.jspecify.annotations.NullMarked;
