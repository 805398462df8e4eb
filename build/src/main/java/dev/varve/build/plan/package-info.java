/**
 * Turns a parsed Dockerfile into the stages and steps that a target needs, with every variable
 * expanded and all metadata known. Pure but for looking up base images.
 */
@NullMarked
package dev.varve.build.plan;

import org.jspecify.annotations.NullMarked;
