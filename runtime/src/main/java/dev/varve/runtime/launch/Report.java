package dev.varve.runtime.launch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the processes of a launch left in their report file: records of 16 bytes, a kind and a
 * value. A kind that is an address of the program's table tells of a failed call, the value is its
 * negative errno; the small kinds are wait(2) statuses.
 */
final class Report {

  /** Status of the process that the guard waits for: the whole inside. */
  static final long INNER_STATUS = 1;

  /** Status of the command itself, where the inside reports it. */
  static final long COMMAND_STATUS = 2;

  static final int RECORD_SIZE = 16;

  /** A call that failed. */
  record Failure(String what, int errno) {}

  private record Entry(long kind, long value) {}

  private final List<Entry> entries = new ArrayList<>();
  private final SyscallProgram program;

  Report(SyscallProgram program, byte[] file) {
    this.program = program;
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.remaining() >= RECORD_SIZE) {
      entries.add(new Entry(buffer.getLong(), buffer.getLong()));
    }
  }

  /** The first call that failed, if any did. */
  Optional<Failure> failure() {
    for (Entry entry : entries) {
      if (entry.kind() >= SyscallProgram.BASE) {
        return Optional.of(new Failure(program.what(entry.kind()), (int) -entry.value()));
      }
    }
    return Optional.empty();
  }

  /** The status of a kind, if it was told. */
  Optional<WaitStatus> status(long kind) {
    for (Entry entry : entries) {
      if (entry.kind() == kind) {
        return Optional.of(new WaitStatus((int) entry.value()));
      }
    }
    return Optional.empty();
  }
}
