/** What the build tells the page of its bundle. */
declare module "cifbridge-bundle" {
  interface Bundle {
    /** Name of the widget's package. */
    app: string;
    /** Whether this is a developer's build. */
    development: boolean;
    /** Folder of the Python runtime. */
    runtime: string;
    /** The compiled standard library. */
    stdlib: string;
    /** Names of the modules that it lacks. */
    leftOut: string[];
    /** Zips of bytecode that Python imports from as they are. */
    archives: string[];
    /** Zip to unpack where installed packages are. */
    packages: string | null;
    /** Folder of the wheels that can be installed at run time. */
    wheels: string;
    /** Names of the packages whose wheels Python starts with: they are compiled. */
    load: string[];
    /** Pyodide's lock file: the packages that the bundle has wheels of. */
    lock: import("../node_modules/pyodide/pyodide.d.ts").Lockfile;
    /** Names of Dynamics' built-in events. */
    events: string[];
    /** Bytes and hash, in hexadecimal, of each file that boot needs. */
    files: Record<string, { size: number; sha256: string }>;
  }
  const bundle: Bundle;
  export default bundle;
}
