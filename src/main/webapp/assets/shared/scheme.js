// Runs before the page is painted, so that a chosen scheme never flashes. A classic script on purpose.
(function () {
  let scheme = null;
  try {
    scheme = localStorage.getItem('corral.scheme');
  } catch {
    // Storage is forbidden here: the system's scheme is used.
  }
  if (scheme === 'light' || scheme === 'dark') {
    document.documentElement.dataset.scheme = scheme;
  }
})();
