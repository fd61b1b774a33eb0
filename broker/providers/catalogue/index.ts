import airtable from './airtable/provider.json' with { type: 'json' };
import anthropic from './anthropic/provider.json' with { type: 'json' };
import asana from './asana/provider.json' with { type: 'json' };
import atlassian from './atlassian/provider.json' with { type: 'json' };
import atlassianMcp from './atlassian-mcp/provider.json' with { type: 'json' };
import awsS3 from './aws-s3/provider.json' with { type: 'json' };
import azureOpenai from './azure-openai/provider.json' with { type: 'json' };
import azureOpenaiApp from './azure-openai-app/provider.json' with { type: 'json' };
import azureOpenaiEntra from './azure-openai-entra/provider.json' with { type: 'json' };
import bedrock from './bedrock/provider.json' with { type: 'json' };
import bedrockKeys from './bedrock-keys/provider.json' with { type: 'json' };
import bitbucket from './bitbucket/provider.json' with { type: 'json' };
import bitbucketAccessToken from './bitbucket-access-token/provider.json' with { type: 'json' };
import caldav from './caldav/provider.json' with { type: 'json' };
import clickup from './clickup/provider.json' with { type: 'json' };
import cloudflare from './cloudflare/provider.json' with { type: 'json' };
import cloudflareAccount from './cloudflare-account/provider.json' with { type: 'json' };
import confluenceScoped from './confluence-scoped/provider.json' with { type: 'json' };
import datadog from './datadog/provider.json' with { type: 'json' };
import digitalocean from './digitalocean/provider.json' with { type: 'json' };
import discord from './discord/provider.json' with { type: 'json' };
import dockerHub from './docker-hub/provider.json' with { type: 'json' };
import dockerRegistry from './docker-registry/provider.json' with { type: 'json' };
import dropbox from './dropbox/provider.json' with { type: 'json' };
import figma from './figma/provider.json' with { type: 'json' };
import gemini from './gemini/provider.json' with { type: 'json' };
import gitea from './gitea/provider.json' with { type: 'json' };
import github from './github/provider.json' with { type: 'json' };
import githubApp from './github-app/provider.json' with { type: 'json' };
import githubEnterpriseCloud from './github-enterprise-cloud/provider.json' with { type: 'json' };
import githubEnterpriseServer from './github-enterprise-server/provider.json' with { type: 'json' };
import githubMcp from './github-mcp/provider.json' with { type: 'json' };
import githubMcpOauth from './github-mcp-oauth/provider.json' with { type: 'json' };
import githubOauth from './github-oauth/provider.json' with { type: 'json' };
import gitlab from './gitlab/provider.json' with { type: 'json' };
import gitlabOauth from './gitlab-oauth/provider.json' with { type: 'json' };
import google from './google/provider.json' with { type: 'json' };
import govslack from './govslack/provider.json' with { type: 'json' };
import govslackOauth from './govslack-oauth/provider.json' with { type: 'json' };
import grafana from './grafana/provider.json' with { type: 'json' };
import groq from './groq/provider.json' with { type: 'json' };
import http from './http/provider.json' with { type: 'json' };
import httpApiKey from './http-api-key/provider.json' with { type: 'json' };
import httpBasic from './http-basic/provider.json' with { type: 'json' };
import hubspot from './hubspot/provider.json' with { type: 'json' };
import hubspotOauth from './hubspot-oauth/provider.json' with { type: 'json' };
import huggingface from './huggingface/provider.json' with { type: 'json' };
import intercom from './intercom/provider.json' with { type: 'json' };
import jira from './jira/provider.json' with { type: 'json' };
import jiraScoped from './jira-scoped/provider.json' with { type: 'json' };
import kubernetes from './kubernetes/provider.json' with { type: 'json' };
import kubernetesCertificate from './kubernetes-certificate/provider.json' with { type: 'json' };
import linear from './linear/provider.json' with { type: 'json' };
import linearMcp from './linear-mcp/provider.json' with { type: 'json' };
import linearOauth from './linear-oauth/provider.json' with { type: 'json' };
import mcp from './mcp/provider.json' with { type: 'json' };
import mcpOauth from './mcp-oauth/provider.json' with { type: 'json' };
import mcpProgram from './mcp-program/provider.json' with { type: 'json' };
import microsoftGraph from './microsoft-graph/provider.json' with { type: 'json' };
import microsoftGraphNational from './microsoft-graph-national/provider.json' with { type: 'json' };
import mistral from './mistral/provider.json' with { type: 'json' };
import notion from './notion/provider.json' with { type: 'json' };
import notionMcp from './notion-mcp/provider.json' with { type: 'json' };
import notionOauth from './notion-oauth/provider.json' with { type: 'json' };
import npm from './npm/provider.json' with { type: 'json' };
import oauth2 from './oauth2/provider.json' with { type: 'json' };
import openai from './openai/provider.json' with { type: 'json' };
import openrouter from './openrouter/provider.json' with { type: 'json' };
import pagerduty from './pagerduty/provider.json' with { type: 'json' };
import posthog from './posthog/provider.json' with { type: 'json' };
import s3Compatible from './s3-compatible/provider.json' with { type: 'json' };
import salesforce from './salesforce/provider.json' with { type: 'json' };
import sendgrid from './sendgrid/provider.json' with { type: 'json' };
import sentry from './sentry/provider.json' with { type: 'json' };
import sentryMcp from './sentry-mcp/provider.json' with { type: 'json' };
import shopify from './shopify/provider.json' with { type: 'json' };
import shopifyApp from './shopify-app/provider.json' with { type: 'json' };
import slack from './slack/provider.json' with { type: 'json' };
import slackOauth from './slack-oauth/provider.json' with { type: 'json' };
import stripe from './stripe/provider.json' with { type: 'json' };
import stripeMcp from './stripe-mcp/provider.json' with { type: 'json' };
import stripeMcpKey from './stripe-mcp-key/provider.json' with { type: 'json' };
import supabase from './supabase/provider.json' with { type: 'json' };
import supabaseProject from './supabase-project/provider.json' with { type: 'json' };
import telegram from './telegram/provider.json' with { type: 'json' };
import trello from './trello/provider.json' with { type: 'json' };
import twilio from './twilio/provider.json' with { type: 'json' };
import vercel from './vercel/provider.json' with { type: 'json' };
import vertex from './vertex/provider.json' with { type: 'json' };
import zendesk from './zendesk/provider.json' with { type: 'json' };
import zoom from './zoom/provider.json' with { type: 'json' };
import zoomServer from './zoom-server/provider.json' with { type: 'json' };

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
  atlassianMcp,
  awsS3,
  azureOpenai,
  azureOpenaiApp,
  azureOpenaiEntra,
  bedrock,
  bedrockKeys,
  bitbucket,
  bitbucketAccessToken,
  caldav,
  clickup,
  cloudflare,
  cloudflareAccount,
  confluenceScoped,
  datadog,
  digitalocean,
  discord,
  dockerHub,
  dockerRegistry,
  dropbox,
  figma,
  gemini,
  gitea,
  github,
  githubApp,
  githubEnterpriseCloud,
  githubEnterpriseServer,
  githubMcp,
  githubMcpOauth,
  githubOauth,
  gitlab,
  gitlabOauth,
  google,
  govslack,
  govslackOauth,
  grafana,
  groq,
  hubspot,
  hubspotOauth,
  huggingface,
  intercom,
  jira,
  jiraScoped,
  kubernetes,
  kubernetesCertificate,
  linear,
  linearMcp,
  linearOauth,
  microsoftGraph,
  microsoftGraphNational,
  mistral,
  notion,
  notionMcp,
  notionOauth,
  npm,
  openai,
  openrouter,
  pagerduty,
  posthog,
  s3Compatible,
  salesforce,
  sendgrid,
  sentry,
  sentryMcp,
  shopify,
  shopifyApp,
  slack,
  slackOauth,
  stripe,
  stripeMcp,
  stripeMcpKey,
  supabase,
  supabaseProject,
  telegram,
  trello,
  twilio,
  vercel,
  vertex,
  zendesk,
  zoom,
  zoomServer,
];
