/** Reading any tar that layers come in, and writing the one form of ours. */
@NullMarked
package dev.varve.archive.tar;

import org.jspecify.annotations.NullMarked;
