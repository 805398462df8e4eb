@NullMarked
package dev.varve.linux;

import org.jspecify.annotations.NullMarked;
