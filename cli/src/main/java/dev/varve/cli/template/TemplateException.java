package dev.varve.cli.template;

/** A template that cannot be read, or that does not fit what it is applied to. */
final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TemplateException(String message) {
    super(message);
  }
}
