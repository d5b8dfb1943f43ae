export async function signIn(
  url: string,
  email = 'operatore@demo.example',
): Promise<{ cookie: string; listeningPointId: string }> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: 'filo-demo' }),
  })
  if (!answer.ok) throw new Error(`Sign-in answered ${answer.status}`)
  const { listeningPoints } = (await answer.json()) as { listeningPoints: { id: string }[] }
  return {
    cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
    listeningPointId: listeningPoints[0]?.id ?? '',
  }
}
