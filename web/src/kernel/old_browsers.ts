// What our libraries use and Chromium 80 lacks; the build checks that the list is complete (build/old_browsers.mjs).
if (!("hasOwn" in Object)) Object.defineProperty(Object, "hasOwn", { value: (object: object, name: PropertyKey) => Object.prototype.hasOwnProperty.call(object, name), writable: true, configurable: true });
