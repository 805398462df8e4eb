@NullMarked
package dev.varve.it.image;

import org.jspecify.annotations.NullMarked;
