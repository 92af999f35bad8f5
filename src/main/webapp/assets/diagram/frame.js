// Runs in a frame with an origin of its own: draws the one text that the page sends, and tells how tall it is.
(() => {
  const MOST = 50_000;
  const page = parent;

  addEventListener('message', async ({ source, data }) => {
    if (source !== page || typeof data?.text !== 'string') return;
    try {
      mermaid.initialize({
        startOnLoad: false, securityLevel: 'strict', maxTextSize: MOST, htmlLabels: false, flowchart: { htmlLabels: false }, theme: data.dark ? 'dark' : 'neutral', fontFamily: 'system-ui, sans-serif', deterministicIds: true,
        secure: ['secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'htmlLabels', 'flowchart', 'themeCSS', 'fontFamily'],
      });
      const { svg } = await mermaid.render('drawing', data.text);
      document.body.innerHTML = svg;
      // A frame of another origin may be given white paper by the browser, which nothing of the dark theme can be read on.
      document.documentElement.style.backgroundColor = data.paper;
      document.documentElement.style.colorScheme = data.dark ? 'dark' : 'light';
      document.body.style.cssText = 'margin:0;padding:12px;overflow:auto;display:grid;justify-content:center';
      page.postMessage({ height: Math.ceil(document.documentElement.scrollHeight) }, '*');
    } catch (e) {
      page.postMessage({ error: String(e?.message ?? e) }, '*');
    }
  });

  page.postMessage({ ready: true }, '*');
})();
