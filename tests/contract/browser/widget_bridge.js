// Installed in the widget's page: `deskBridge(name, args)` asks the workbench's page.
() => {
  const waiting = new Map();
  let asked = 0;
  window.deskBridge = (deskAction, args) =>
    new Promise((resolve) => {
      asked += 1;
      waiting.set(asked, resolve);
      window.top.postMessage({ deskAction, args: JSON.parse(args), id: asked }, "*");
    });
  window.addEventListener("message", ({ data }) => {
    if (data?.deskAnswer) waiting.get(data.id)(data.deskAnswer);
  });
}
