package dev.varve.registry.client;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.registry.http.Answer;
import dev.varve.registry.http.Call;
import dev.varve.registry.http.Retries;
import dev.varve.registry.http.Site;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the tags of a repository, page by page (distribution spec, "Listing Tags"). */
final class TagList {
  private static final int MOST_TAGS = 1 << 20;
  private static final int MOST_PAGES = 10_000;
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;.*rel=\"?next\"?.*");

  private final Repository repository;
  private final Retries retries;

  TagList(Repository repository, Retries retries) {
    this.repository = repository;
    this.retries = retries;
  }

  private record Page(List<String> tags, Optional<URI> next) {}

  List<String> read() throws IOException, InterruptedException {
    List<String> tags = new ArrayList<>();
    Set<URI> seen = new HashSet<>();
    @Nullable URI next = null;
    do {
      URI at = next;
      Page page =
          retries.run(
              () ->
                  page(
                      at == null
                          ? repository.channel().resolve(repository.path("tags/list"))
                          : at));
      tags.addAll(page.tags());
      next = page.next().orElse(null);
      if (seen.size() == MOST_PAGES
          || tags.size() > MOST_TAGS
          || (next != null && !seen.add(next))) {
        throw Repository.damaged(repository + " lists more tags than there can be");
      }
    } while (next != null);
    return tags;
  }

  private Page page(URI at) throws IOException, InterruptedException {
    try (Answer answer = repository.channel().send(Call.get(at), repository.pull())) {
      if (!answer.isSuccess()) {
        throw RegistryFailure.of(
            answer, "cannot list the tags of " + repository, repository.registry());
      }
      JsonFields json = new JsonFields(Json.parseObject(answer.readAll(Json.MAX_BYTES)), "tags");
      Optional<URI> next = answer.header("Link").flatMap(link -> next(at, link));
      // Another host has no business here.
      return new Page(json.strings("tags"), next.filter(uri -> Site.of(uri).equals(Site.of(at))));
    } catch (JsonException e) {
      throw Repository.damaged(
          repository + " sent a list of tags that cannot be read: " + e.getMessage());
    }
  }

  private static Optional<URI> next(URI page, String link) {
    Matcher matcher = NEXT.matcher(link);
    try {
      return matcher.matches() ? Optional.of(page.resolve(matcher.group(1))) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
