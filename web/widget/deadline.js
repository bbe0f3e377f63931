/**
 * Settles as `promise` does, or rejects with `failure()` once `ms` milliseconds have passed.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @param {() => Error} failure
 * @returns {Promise<T>}
 */
export function within(promise, ms, failure) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(failure()), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
