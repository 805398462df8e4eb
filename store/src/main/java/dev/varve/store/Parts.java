package dev.varve.store;

import dev.varve.store.disk.Disk;

/** The parts of one open store, for what works across them. */
record Parts(
    Disk disk,
    Blobs blobs,
    Layers layers,
    Records records,
    Refs refs,
    Images images,
    Histories history,
    ContainerUses containers,
    CompressedLayers compressed,
    Origins origins,
    Indexes indexes,
    Downloads downloads) {

  static Parts of(Disk disk) {
    Blobs blobs = new Blobs(disk);
    Origins origins = new Origins(disk);
    Layers layers = new Layers(disk, blobs, origins);
    Refs refs = new Refs(disk);
    ContainerUses containers = new ContainerUses(disk);
    Indexes indexes = new Indexes(disk);
    Images images = new Images(disk, blobs, refs, layers, containers, indexes);
    return new Parts(
        disk,
        blobs,
        layers,
        new Records(disk),
        refs,
        images,
        new Histories(disk),
        containers,
        new CompressedLayers(disk, layers.files()),
        origins,
        indexes,
        new Downloads(disk));
  }
}
