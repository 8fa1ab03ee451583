// Resolves when what was just changed is on the screen: an animation frame begins the painting, the task after it comes
// when it is done. A hidden page paints nothing and is done at once.

export function painted(): Promise<void> {
  return new Promise(resolve => {
    if (document.hidden) return resolve()
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve()
      port2.postMessage(null)
    })
  })
}
