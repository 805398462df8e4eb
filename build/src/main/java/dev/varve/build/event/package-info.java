/** What a build tells while it runs: values only, so that every display is a function of them. */
@NullMarked
package dev.varve.build.event;

import org.jspecify.annotations.NullMarked;
