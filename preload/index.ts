/** Carries the contract across, and nothing else: it does not grow with features. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { channels, type Answer, type Bridge } from './bridge.ts';
import { type Events } from './contract.ts';

// Each part of the window listens for itself.
ipcRenderer.setMaxListeners(0);

const bridge: Bridge = {
  invoke: (call, method, args) => ipcRenderer.invoke(channels.invoke, call, method, args) as Promise<Answer>,
  cancel: (call) => {
    ipcRenderer.send(channels.cancel, call);
  },
  pathOf: (file) => webUtils.getPathForFile(file),
  on: (listener) => {
    const forward = (_event: unknown, name: keyof Events, payload: unknown): void => {
      listener(name, payload);
    };
    ipcRenderer.on(channels.event, forward);
    return () => {
      ipcRenderer.off(channels.event, forward);
    };
  },
};

contextBridge.exposeInMainWorld('paddock', bridge);
