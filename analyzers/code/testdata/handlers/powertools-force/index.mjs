import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';

const provider = new SecretsProvider();

export const handler = async () => {
  const fresh = await provider.get('app/rotating', { forceFetch: true });
  return fresh.length;
};
