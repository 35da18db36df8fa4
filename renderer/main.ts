/** Starts the window: connects the bridge, builds the state, mounts the page. */
import '@fontsource-variable/inter/wght.css';
import './ui/font.css';
import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import type { Bridge } from '../preload/bridge.ts';
import { connect, type Client } from './api/client.svelte.ts';
import App from './App.svelte';
import { Workbench } from './workbench.svelte.ts';

declare global {
  interface Window {
    readonly paddock?: Bridge;
  }
}

async function client(): Promise<Client> {
  if (window.paddock) return connect(window.paddock);
  // In a plain browser, while the window is being drawn; a production bundle leaves this out.
  if (import.meta.env.DEV) return (await import('./api/staged.ts')).staged(location.search);
  throw new Error('The window was opened outside Paddock.');
}

const target = document.getElementById('app');
if (target) mount(App, { target, props: { bench: new Workbench(await client()) } });
