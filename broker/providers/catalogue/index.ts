export { default as airtable } from './airtable/provider.json' with { type: 'json' };
export { default as anthropic } from './anthropic/provider.json' with { type: 'json' };
export { default as asana } from './asana/provider.json' with { type: 'json' };
export { default as atlassian } from './atlassian/provider.json' with { type: 'json' };
export { default as atlassianMcp } from './atlassian-mcp/provider.json' with { type: 'json' };
export { default as awsS3 } from './aws-s3/provider.json' with { type: 'json' };
export { default as azureOpenai } from './azure-openai/provider.json' with { type: 'json' };
export { default as azureOpenaiApp } from './azure-openai-app/provider.json' with { type: 'json' };
export { default as azureOpenaiEntra } from './azure-openai-entra/provider.json' with { type: 'json' };
export { default as bedrock } from './bedrock/provider.json' with { type: 'json' };
export { default as bedrockKeys } from './bedrock-keys/provider.json' with { type: 'json' };
export { default as bitbucket } from './bitbucket/provider.json' with { type: 'json' };
export { default as bitbucketAccessToken } from './bitbucket-access-token/provider.json' with {
  type: 'json',
};
export { default as caldav } from './caldav/provider.json' with { type: 'json' };
export { default as clickup } from './clickup/provider.json' with { type: 'json' };
export { default as cloudflare } from './cloudflare/provider.json' with { type: 'json' };
export { default as cloudflareAccount } from './cloudflare-account/provider.json' with { type: 'json' };
export { default as confluenceScoped } from './confluence-scoped/provider.json' with { type: 'json' };
export { default as datadog } from './datadog/provider.json' with { type: 'json' };
export { default as digitalocean } from './digitalocean/provider.json' with { type: 'json' };
export { default as discord } from './discord/provider.json' with { type: 'json' };
export { default as dockerHub } from './docker-hub/provider.json' with { type: 'json' };
export { default as dockerRegistry } from './docker-registry/provider.json' with { type: 'json' };
export { default as dropbox } from './dropbox/provider.json' with { type: 'json' };
export { default as figma } from './figma/provider.json' with { type: 'json' };
export { default as gemini } from './gemini/provider.json' with { type: 'json' };
export { default as gitea } from './gitea/provider.json' with { type: 'json' };
export { default as github } from './github/provider.json' with { type: 'json' };
export { default as githubApp } from './github-app/provider.json' with { type: 'json' };
export { default as githubEnterpriseCloud } from './github-enterprise-cloud/provider.json' with {
  type: 'json',
};
export { default as githubEnterpriseServer } from './github-enterprise-server/provider.json' with {
  type: 'json',
};
export { default as githubMcp } from './github-mcp/provider.json' with { type: 'json' };
export { default as githubMcpOauth } from './github-mcp-oauth/provider.json' with { type: 'json' };
export { default as githubOauth } from './github-oauth/provider.json' with { type: 'json' };
export { default as gitlab } from './gitlab/provider.json' with { type: 'json' };
export { default as gitlabOauth } from './gitlab-oauth/provider.json' with { type: 'json' };
export { default as google } from './google/provider.json' with { type: 'json' };
export { default as govslack } from './govslack/provider.json' with { type: 'json' };
export { default as govslackOauth } from './govslack-oauth/provider.json' with { type: 'json' };
export { default as grafana } from './grafana/provider.json' with { type: 'json' };
export { default as groq } from './groq/provider.json' with { type: 'json' };
export { default as http } from './http/provider.json' with { type: 'json' };
export { default as httpApiKey } from './http-api-key/provider.json' with { type: 'json' };
export { default as httpBasic } from './http-basic/provider.json' with { type: 'json' };
export { default as hubspot } from './hubspot/provider.json' with { type: 'json' };
export { default as hubspotOauth } from './hubspot-oauth/provider.json' with { type: 'json' };
export { default as huggingface } from './huggingface/provider.json' with { type: 'json' };
export { default as intercom } from './intercom/provider.json' with { type: 'json' };
export { default as jira } from './jira/provider.json' with { type: 'json' };
export { default as jiraScoped } from './jira-scoped/provider.json' with { type: 'json' };
export { default as kubernetes } from './kubernetes/provider.json' with { type: 'json' };
export { default as kubernetesCertificate } from './kubernetes-certificate/provider.json' with {
  type: 'json',
};
export { default as linear } from './linear/provider.json' with { type: 'json' };
export { default as linearMcp } from './linear-mcp/provider.json' with { type: 'json' };
export { default as linearOauth } from './linear-oauth/provider.json' with { type: 'json' };
export { default as mcp } from './mcp/provider.json' with { type: 'json' };
export { default as mcpOauth } from './mcp-oauth/provider.json' with { type: 'json' };
export { default as mcpProgram } from './mcp-program/provider.json' with { type: 'json' };
export { default as microsoftGraph } from './microsoft-graph/provider.json' with { type: 'json' };
export { default as microsoftGraphNational } from './microsoft-graph-national/provider.json' with {
  type: 'json',
};
export { default as mistral } from './mistral/provider.json' with { type: 'json' };
export { default as notion } from './notion/provider.json' with { type: 'json' };
export { default as notionMcp } from './notion-mcp/provider.json' with { type: 'json' };
export { default as notionOauth } from './notion-oauth/provider.json' with { type: 'json' };
export { default as npm } from './npm/provider.json' with { type: 'json' };
export { default as oauth2 } from './oauth2/provider.json' with { type: 'json' };
export { default as openai } from './openai/provider.json' with { type: 'json' };
export { default as openrouter } from './openrouter/provider.json' with { type: 'json' };
export { default as pagerduty } from './pagerduty/provider.json' with { type: 'json' };
export { default as posthog } from './posthog/provider.json' with { type: 'json' };
export { default as s3Compatible } from './s3-compatible/provider.json' with { type: 'json' };
export { default as salesforce } from './salesforce/provider.json' with { type: 'json' };
export { default as sendgrid } from './sendgrid/provider.json' with { type: 'json' };
export { default as sentry } from './sentry/provider.json' with { type: 'json' };
export { default as sentryMcp } from './sentry-mcp/provider.json' with { type: 'json' };
export { default as shopify } from './shopify/provider.json' with { type: 'json' };
export { default as shopifyApp } from './shopify-app/provider.json' with { type: 'json' };
export { default as slack } from './slack/provider.json' with { type: 'json' };
export { default as slackOauth } from './slack-oauth/provider.json' with { type: 'json' };
export { default as stripe } from './stripe/provider.json' with { type: 'json' };
export { default as stripeMcp } from './stripe-mcp/provider.json' with { type: 'json' };
export { default as stripeMcpKey } from './stripe-mcp-key/provider.json' with { type: 'json' };
export { default as supabase } from './supabase/provider.json' with { type: 'json' };
export { default as supabaseProject } from './supabase-project/provider.json' with { type: 'json' };
export { default as telegram } from './telegram/provider.json' with { type: 'json' };
export { default as trello } from './trello/provider.json' with { type: 'json' };
export { default as twilio } from './twilio/provider.json' with { type: 'json' };
export { default as vercel } from './vercel/provider.json' with { type: 'json' };
export { default as vertex } from './vertex/provider.json' with { type: 'json' };
export { default as zendesk } from './zendesk/provider.json' with { type: 'json' };
export { default as zoom } from './zoom/provider.json' with { type: 'json' };
export { default as zoomServer } from './zoom-server/provider.json' with { type: 'json' };
