/** Entry of the page: theme before the first paint, then the frame. */
import { mount } from 'svelte';
import { z } from 'zod';
import App from './App.svelte';
import './base.css';
import { connection } from './api.ts';
import { startLanguage } from './state/language.svelte.ts';
import { startTheme } from './state/theme.svelte.ts';
import './theme.css';

// The page's content security policy forbids eval, which zod would otherwise try.
z.config({ jitless: true });
startTheme();
startLanguage();
connection.start();
const target = document.getElementById('app');
if (!target) throw new TypeError('index.html must hold an element with the id "app".');
mount(App, { target });
