/** What the libraries use and Chromium 90 does not have yet. Imported before everything else. */
const object = Object as { hasOwn?: (o: object, key: PropertyKey) => boolean };
object.hasOwn ??= (o, key) => Object.prototype.hasOwnProperty.call(o, key);

export {};
