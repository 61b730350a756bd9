// A passkey that does not answer (put away, timed out, not this machine's) is said in words on the page.
document.addEventListener('allauth.error', (event) => {
  const place = document.getElementById('khoa-loi')
  if (!place) return
  event.preventDefault()
  place.hidden = false
})
