package dev.varve.registry.client;

import dev.varve.model.Json;
import dev.varve.model.JsonFields;
import dev.varve.model.VarveException;
import dev.varve.registry.http.Answer;
import dev.varve.registry.http.Redacted;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A registry refused something. */
public final class RegistryFailure extends VarveException {
  @java.io.Serial private static final long serialVersionUID = 1;

  private static final int MOST_DOCUMENT = 1 << 20;

  private final int status;

  private RegistryFailure(Code code, int status, String message, @Nullable String hint) {
    super(code, message, hint);
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /**
   * What an answer that is no success says, as far as it says anything (distribution spec, "Error
   * Codes"). No more than a mebibyte of it is read.
   *
   * @param doing what was asked for, as in "cannot push shop:latest"
   */
  static RegistryFailure of(Answer answer, String doing, String registry) {
    int status = answer.status();
    String said = said(answer).map(text -> ": " + text).orElse("");
    String message = doing + ": " + Redacted.of(answer.uri()) + " answered " + status + said;
    return switch (status) {
      case 401 ->
          new RegistryFailure(Code.ENVIRONMENT, status, message, "log in: varve login " + registry);
      case 403 ->
          new RegistryFailure(
              Code.ENVIRONMENT,
              status,
              message,
              "the login there, if there is one, may not do that: varve login " + registry);
      case 404 -> new RegistryFailure(Code.NOT_FOUND, status, message, null);
      case 413 ->
          new RegistryFailure(
              Code.ENVIRONMENT, status, message, "a proxy in front of it limits uploads");
      default -> new RegistryFailure(Code.ENVIRONMENT, status, message, null);
    };
  }

  /** What to tell of a failure that is none of these: exceptions of the network say little. */
  public static String explained(Exception failure) {
    if (failure instanceof VarveException known) {
      return known.text();
    }
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
        return "no connection: the address of its registry is not known";
      }
    }
    if (failure instanceof ConnectException) {
      return "no connection: nobody answers there";
    }
    String said = Redacted.line(failure.getMessage());
    return said.isEmpty() ? failure.getClass().getSimpleName() : said;
  }

  private static Optional<String> said(Answer answer) {
    try {
      byte[] body = answer.readUpTo(MOST_DOCUMENT);
      List<JsonFields> errors = new JsonFields(Json.parseObject(body), "errors").objects("errors");
      if (errors.isEmpty()) {
        return Optional.empty();
      }
      JsonFields first = errors.getFirst();
      String code = first.string("code").orElse("");
      String text = first.string("message").orElse("");
      String both = String.join(" ", Arrays.asList(code, text)).strip();
      return both.isEmpty() ? Optional.empty() : Optional.of(Redacted.text(both));
    } catch (IOException e) {
      // A page of some proxy, or cut off: the status has to do.
      return Optional.empty();
    }
  }
}
