/** The steps of a build as operations of the solver: FROM, RUN, COPY and ADD. */
@NullMarked
package dev.varve.build.step;

import org.jspecify.annotations.NullMarked;
