package dev.varve.runtime.container;

import dev.varve.model.Json;
import dev.varve.store.Image;
import java.util.List;

/**
 * A container to be made.
 *
 * @param name its name; empty to have one made up
 * @param imageName the image as the user named it
 * @param image the image
 * @param command what will run in it, with arguments
 * @param config the configuration that an image made from it gets
 * @param removeWhenDone whether it goes away with its end
 */
public record ContainerRequest(
    String name,
    String imageName,
    Image image,
    List<String> command,
    Json.Obj config,
    boolean removeWhenDone) {

  public ContainerRequest {
    command = List.copyOf(command);
  }
}
