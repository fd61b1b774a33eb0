import { type McpToolChanges, toolChangeRows } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { diffTable } from './diff-table.ts';
import { say } from './say.ts';

export const toolChangesTable = (changes: McpToolChanges): TemplateResult =>
  html`${diffTable(say('MCP tool'), toolChangeRows(say, changes))}
  <p class="quiet-text">${say("These are the server's own words. Nobody has checked them.")}</p>`;
