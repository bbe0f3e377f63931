"""The calls of the JavaScript API, in the reference's groups; `CIFramework` joins them."""
