/**
 * Starts processes in namespaces of their own, tied to this process so that they cannot outlive it.
 *
 * <p>What happens between the birth of such a process and the program it runs is a straight line of
 * system calls. They are written down as a table ({@link dev.varve.runtime.launch.SyscallProgram})
 * in a tiny executable ({@link dev.varve.runtime.launch.LauncherFile}) made for this one start,
 * whose 140 bytes of code carry out the table. So nothing depends on which tools are installed, no
 * interpreter or second JVM starts, and the last step before the command can be to load a seccomp
 * filter.
 */
@NullMarked
package dev.varve.runtime.launch;

import org.jspecify.annotations.NullMarked;
