import airtable from './airtable/provider.json' with { type: 'json' };
import anthropic from './anthropic/provider.json' with { type: 'json' };
import asana from './asana/provider.json' with { type: 'json' };
import atlassian from './atlassian/provider.json' with { type: 'json' };
import awsS3 from './aws-s3/provider.json' with { type: 'json' };
import bitbucket from './bitbucket/provider.json' with { type: 'json' };
import caldav from './caldav/provider.json' with { type: 'json' };
import cloudflare from './cloudflare/provider.json' with { type: 'json' };
import datadog from './datadog/provider.json' with { type: 'json' };
import digitalocean from './digitalocean/provider.json' with { type: 'json' };
import discord from './discord/provider.json' with { type: 'json' };
import dockerRegistry from './docker-registry/provider.json' with { type: 'json' };
import figma from './figma/provider.json' with { type: 'json' };
import gitea from './gitea/provider.json' with { type: 'json' };
import github from './github/provider.json' with { type: 'json' };
import githubApp from './github-app/provider.json' with { type: 'json' };
import githubOauth from './github-oauth/provider.json' with { type: 'json' };
import gitlab from './gitlab/provider.json' with { type: 'json' };
import gitlabOauth from './gitlab-oauth/provider.json' with { type: 'json' };
import google from './google/provider.json' with { type: 'json' };
import http from './http/provider.json' with { type: 'json' };
import httpApiKey from './http-api-key/provider.json' with { type: 'json' };
import httpBasic from './http-basic/provider.json' with { type: 'json' };
import huggingface from './huggingface/provider.json' with { type: 'json' };
import jira from './jira/provider.json' with { type: 'json' };
import linear from './linear/provider.json' with { type: 'json' };
import mcp from './mcp/provider.json' with { type: 'json' };
import mcpOauth from './mcp-oauth/provider.json' with { type: 'json' };
import mcpProgram from './mcp-program/provider.json' with { type: 'json' };
import microsoftGraph from './microsoft-graph/provider.json' with { type: 'json' };
import mistral from './mistral/provider.json' with { type: 'json' };
import notion from './notion/provider.json' with { type: 'json' };
import npm from './npm/provider.json' with { type: 'json' };
import oauth2 from './oauth2/provider.json' with { type: 'json' };
import openai from './openai/provider.json' with { type: 'json' };
import openrouter from './openrouter/provider.json' with { type: 'json' };
import pagerduty from './pagerduty/provider.json' with { type: 'json' };
import posthog from './posthog/provider.json' with { type: 'json' };
import sentry from './sentry/provider.json' with { type: 'json' };
import slack from './slack/provider.json' with { type: 'json' };
import stripe from './stripe/provider.json' with { type: 'json' };
import telegram from './telegram/provider.json' with { type: 'json' };
import trello from './trello/provider.json' with { type: 'json' };
import vercel from './vercel/provider.json' with { type: 'json' };

/**
 * Every provider that comes with the application, as it stands in its folder. The general ones come first: they are
 * what a user takes where no other fits.
 */
export const catalogue: readonly { readonly id: string }[] = [
  http,
  httpBasic,
  httpApiKey,
  oauth2,
  mcp,
  mcpOauth,
  mcpProgram,
  airtable,
  anthropic,
  asana,
  atlassian,
  awsS3,
  bitbucket,
  caldav,
  cloudflare,
  datadog,
  digitalocean,
  discord,
  dockerRegistry,
  figma,
  gitea,
  github,
  githubApp,
  githubOauth,
  gitlab,
  gitlabOauth,
  google,
  huggingface,
  jira,
  linear,
  microsoftGraph,
  mistral,
  notion,
  npm,
  openai,
  openrouter,
  pagerduty,
  posthog,
  sentry,
  slack,
  stripe,
  telegram,
  trello,
  vercel,
];
